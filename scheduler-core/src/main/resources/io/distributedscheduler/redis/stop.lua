-- stop.lua: holds a job until it is started.
--
-- KEYS       due:<queue>, running:<node>, keyword:<kw>, waiting:<kw>, fires:<kw>, runs:<jid> where data asks for it
-- ARGV[1-3]  the call
-- ARGV[4]    job
-- ARGV[5]    why
-- ARGV[6]    who
-- ARGV[7]    where the caller saw it (see change.lua), or nothing
-- ARGV[8]    counts to add or nothing
--
-- Answers done or already, the time and the nodes on which it ends, with commas, and if done the records of the runs that it
-- closed, with zero bytes between them; conflict; unknown.
-- uses: now, keys, numbers, request, change
-- keys: jobs
local jid, reason, by, seen, counts = unpack(ARGV, 4, 8)

local answer = settled()
if answer then return answer end

local job = readJob(redis.call('HGET', key.jobs, jid))

local function stop()
  if not job or job.ending then return 'unknown' end
  local claims = claimsOf(jid)
  if redis.call('ZSCORE', key.stopped, jid) then return answerWith('already', nodesOf(claims), {}) end
  local claim = nextOf(jid, claims).claim
  local pending = not claim and pendingOf(jid, job) or nil
  if not holds(seen, claim, pending) then return 'conflict' end

  account(jid, job, seen, counts)
  withdraw(jid, job, pending)
  local closed = {pending and drop(jid, job, pending, reason)}
  for _, record in ipairs(closeBranches(jid, job, reason)) do
    closed[#closed + 1] = record
  end
  finishNoLonger(jid)
  dropFires(jid, job)
  unhold(jid)
  hold(key.stopped, jid, by, reason)
  markClaims(claims, 'STOP')
  return answerWith('done', nodesOf(claims), closed)
end

if job and not job.ending then
  needNodes()
  needPlace(job)
  needRuns(jid)
  if #needed > 0 then return needs() end
end
answer = answered(stop())
write()
return answer
