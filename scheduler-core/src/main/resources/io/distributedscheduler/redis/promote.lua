-- promote.lua: makes jobs pending that wait for a keyword and have not consumed its last fire.
--
-- KEYS     keyword:<kw>, waiting:<kw>, fires:<kw>; due:<queue> where data asks for it
-- ARGV[1]  keyword
-- ARGV[2]  at most so many
--
-- Answers ok, 1 if there are more, else 0, and the number of the last fire.
-- uses: now, keys, numbers, write, job, place
-- keys: jobs
local keyword, limit = ARGV[1], tonumber(ARGV[2])
local waiting = key['waiting:' .. keyword]

if not isSoundKeyword(keyword) then return {'ok', '0', '0'} end
local last = lastFire(keyword)
local jids = redis.call('ZRANGEBYSCORE', waiting, '-inf', '(' .. text(last), 'LIMIT', 0, limit + 1)
local more = #jids > limit
if more then jids[#jids] = nil end
if #jids == 0 then return {'ok', more and '1' or '0', text(last)} end

for i, record in ipairs(redis.call('HMGET', key.jobs, unpack(jids))) do
  local job = readJob(record)
  if not job or job.keyword ~= keyword then
    leave(keyword, jids[i])
  elseif needPlace(job) then
    if not isSoundPlace(job) then leave(keyword, jids[i]) end
    standOrFail(jids[i], job, 'waiting')
  end
end
if #needed > 0 then return needs() end

write()
return {'ok', more and '1' or '0', text(last)}
