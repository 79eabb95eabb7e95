-- join.lua: makes a node present, or renews its lease; lays the partition out at first use.
--
-- ARGV[1]  node
-- ARGV[2]  its lease, ms
-- ARGV[3]  its info
-- ARGV[4]  number of partitions of the store
-- ARGV[5]  schema
--
-- Answers ok and the time; or other, the number of partitions and the schema that are laid out, when they differ.
-- uses: now, keys, numbers, write, lease
-- keys: meta, members
local node = ARGV[1]
local schema, partitions = unpack(redis.call('HMGET', key.meta, 'schema', 'partitions'))
if partitions and (partitions ~= ARGV[4] or (tonumber(schema) or math.huge) > tonumber(ARGV[5])) then
  return {'other', partitions, schema or 'none'}
end

if leaseOf(node) ~= 0 then
  if not partitions then
    add('HSET', key.meta, 'schema', ARGV[5])
    add('HSET', key.meta, 'partitions', ARGV[4])
  end
  add('HSET', key.members, node, ARGV[3])
  renew(node, ARGV[2])
  write()
end
return {'ok', text(now)}
