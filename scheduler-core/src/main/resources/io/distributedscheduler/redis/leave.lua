-- leave.lua: ends a node that holds no claims.
--
-- KEYS     running:<node>
-- ARGV[1]  node
--
-- Answers ok and whether it is gone: 1 or 0.
-- uses: keys, write, node
-- keys: members, numbers
local node = ARGV[1]
if leaseOf(node) and (peek('HLEN', key['running:' .. node]) or 0) > 0 then return {'ok', '0'} end

remove('ZREM', key.nodes, node)
remove('HDEL', key.members, node)
remove('HDEL', key.numbers, node)
write()
return {'ok', '1'}
