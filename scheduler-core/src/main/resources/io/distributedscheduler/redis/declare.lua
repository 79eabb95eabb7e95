-- declare.lua: sets what is recorded of a declared job, if it is what the caller expects.
--
--   declared  jid -> text that no script reads
--
-- ARGV[1]  job
-- ARGV[2]  expected: = and the text, or nothing for none
-- ARGV[3]  new: = and the text, or nothing for none
--
-- Answers ok and 1 if it was set, else 0.
-- uses: keys, write
-- keys: declared
local jid, expected, updated = ARGV[1], ARGV[2], ARGV[3]

local found = redis.call('HGET', key.declared, jid)
if (found and '=' .. found or '') ~= expected then return {'ok', '0'} end

if updated == '' then
  remove('HDEL', key.declared, jid)
else
  add('HSET', key.declared, jid, string.sub(updated, 2))
end
write()
return {'ok', '1'}
