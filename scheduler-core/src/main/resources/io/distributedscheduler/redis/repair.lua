-- repair.lua: puts jobs back that stand nowhere, frees ids of removed jobs that nobody runs, and mends heads of queues.
--
-- KEYS        due:<queue>, running:<node>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1]     number of queues to look at, followed by them
-- ARGV[...]   jobs
--
-- Answers ok and the jobs that were put back.
-- uses: now, keys, numbers, write, handles, claimed, place, job
-- keys: jobs
local queues = tonumber(ARGV[1])
local jids = {unpack(ARGV, queues + 2)}

local jobs = {}
for i, record in ipairs(fieldsOf(key.jobs, jids)) do
  local job = readJob(record)
  jobs[jids[i]] = job
  if job and not job.ending then needPlace(job) end
end
for i = 2, queues + 1 do
  need('due:' .. ARGV[i])
end
if not needNodes() or #needed > 0 then return needs() end

local function standsSomewhere(jid, job)
  return claimsAmong({jid})[1]
    or isHeld(jid)
    or isFinishing(jid) and #branchesOf(jid) > 0
    or redis.call('ZSCORE', key['due:' .. job.queue], jid)
    or job.keyword and redis.call('ZSCORE', key['waiting:' .. job.keyword], jid)
end

local answer = {'ok'}
for _, jid in ipairs(jids) do
  local job = jobs[jid]
  if job and job.ending then
    if #claimsOf(jid) == 0 then
      remove('HDEL', key.jobs, jid)
      setBranches(jid, {})
    end
  elseif job and isSoundPlace(job) and not standsSomewhere(jid, job) then
    stand(jid, job, job.keyword and 'waiting' or text(millis(now)))
    answer[#answer + 1] = jid
  end
end
for i = 2, queues + 1 do
  if isSound('due:' .. ARGV[i], 'zset') then
    touch(ARGV[i])
  else
    -- Nobody shall come for what cannot be had.
    remove('ZREM', key.heads, ARGV[i])
  end
end
write()
return answer
