-- repair.lua: puts jobs back that stand nowhere, frees ids of removed jobs that nobody runs, counts the claims of limits
-- anew, and mends heads of queues.
--
-- KEYS        due:<queue>, running:<node>, keyword:<kw>, waiting:<kw>, fires:<kw>, lines:<queue> where data asks for it
-- ARGV[1]     number of queues and lines to look at, followed by them
-- ARGV[...]   number of limits to count, followed by them
-- ARGV[...]   jobs
--
-- Answers ok and the jobs that were put back.
-- uses: now, keys, numbers, write, handles, claimed, place, job
-- keys: jobs
local queues = {unpack(ARGV, 2, 1 + ARGV[1])}
local counted = {unpack(ARGV, 3 + #queues, 2 + #queues + ARGV[2 + #queues])}
local jids = {unpack(ARGV, 3 + #queues + #counted)}

local jobs = {}
for i, record in ipairs(fieldsOf(key.jobs, jids)) do
  local job = readJob(record)
  jobs[jids[i]] = job
  if job and not job.ending then needPlace(job) end
end
for _, queue in ipairs(queues) do
  needQueue(queue)
end
if #counted > 0 then loadLines() end
for _, limit in ipairs(counted) do
  limits.need(limit)
end
if not needNodes() or #needed > 0 then return needs() end

local function standsSomewhere(jid, job)
  return claimsAmong({jid})[1]
    or isHeld(jid)
    or isFinishing(jid) and #branchesOf(jid) > 0
    or redis.call('ZSCORE', key['due:' .. job.queue], jid)
    or job.keyword and redis.call('ZSCORE', key['waiting:' .. job.keyword], jid)
end

-- Counts the claims of the limits that live.
local function countHeld()
  local held = {}
  for _, node in ipairs(#counted > 0 and redis.call('ZRANGE', key.nodes, 0, -1) or {}) do
    for _, record in ipairs(peek('HVALS', key['running:' .. node]) or {}) do
      local claim = readClaim(record)
      for _, limit in ipairs(claim and limits.ofClaim(claim) or {}) do
        held[limit] = (held[limit] or 0) + 1
      end
    end
  end
  for _, limit in ipairs(counted) do
    limits.touch(limit)
    limits.called(limit).held = held[limit] or 0
  end
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
for _, queue in ipairs(queues) do
  if isSoundQueue(queue) then
    touch(queue)
  elseif not keyLimitOf(queue) then
    -- Nobody shall come for what cannot be had.
    remove('ZREM', key.heads, queue)
  end
end
countHeld()
write()
return answer
