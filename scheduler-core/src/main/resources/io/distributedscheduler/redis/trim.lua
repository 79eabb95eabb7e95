-- trim.lua: forgets what was kept long enough.
--
-- KEYS     runs:<jid> where data asks for it
-- ARGV[1]  how many jobs that are gone may have records
-- ARGV[2]  how long FAILED jobs that do not repeat are kept, ms
-- ARGV[3]  how many jobs to forget at most
--
-- Answers ok, and 1 if it reached the limit, else 0.
-- uses: now, keys, numbers, write, job, runs, counts, held, awaited, limits
-- keys: jobs
local most, failedFor, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local MOST_LOOKED_AT = 500

-- Jobs whose records are over, and those too many.
local expired = redis.call('ZCOUNT', key.finished, '-inf', text(millis(now)))
expired = math.min(limit, math.max(expired, redis.call('ZCARD', key.finished) - most))
local over = expired > 0 and redis.call('ZRANGE', key.finished, 0, expired - 1) or {}

local failed = {}
if #over < limit then
  local long = redis.call('ZRANGEBYSCORE', key.failed, '-inf', text(millis(now) - failedFor), 'LIMIT', 0, MOST_LOOKED_AT)
  for i = 1, #long do
    if #over + #failed == limit then break end
    local job = readJob(redis.call('HGET', key.jobs, long[i]))
    if not job or not job.repeats then failed[#failed + 1] = long[i] end
  end
end

for _, jids in ipairs({over, failed}) do
  for _, jid in ipairs(jids) do
    needRuns(jid)
  end
end
if #needed > 0 then
  -- Others may trim meanwhile: then it will be the turn of those that come next.
  for _, jid in ipairs(redis.call('ZRANGE', key.finished, #over, #over + MOST_LOOKED_AT - 1)) do
    needRuns(jid)
  end
  return needs()
end

-- Starts that count no more.
for _, name in ipairs(redis.call('ZRANGEBYSCORE', key.rates, '-inf', text(millis(now)), 'LIMIT', 0, 100)) do
  loadLimits()
  local limit = limits.called(name)
  limit.log, limit.longest = {}, 0
  afterwards[#afterwards + 1] = function() limits.store(name) end
end
for _, jid in ipairs(over) do
  remove('ZREM', key.finished, jid)
  remove('HDEL', key.results, jid)
  local job = readJob(redis.call('HGET', key.jobs, jid))
  -- One that was scheduled again keeps its list.
  if not job or job.ending then also('DEL', key['runs:' .. jid]) end
end
for _, jid in ipairs(failed) do
  unhold(jid)
  forgetCounts(jid)
  remove('HDEL', key.jobs, jid)
  forgetList(jid)
  tellWhoAwaits(jid)
end
write()
return {'ok', #over + #failed == limit and '1' or '0'}
