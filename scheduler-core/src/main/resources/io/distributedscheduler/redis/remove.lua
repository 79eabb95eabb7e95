-- remove.lua: removes a job.
--
-- KEYS       runs:<jid>; due:<queue>, running:<node>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1-3]  the call
-- ARGV[4]    job
-- ARGV[5]    why
-- ARGV[6]    where the caller saw it (see change.lua), or nothing
-- ARGV[7]    how many runs to keep
-- ARGV[8]    for how long, ms
--
-- Answers done, the time, the nodes on which it ends, with commas, and the records of the runs that it closed, with zero bytes
-- between them; conflict; unknown.
-- uses: now, keys, numbers, request, change
-- keys: jobs
local jid, reason, seen, most, ms = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])

local answer = settled()
if answer then return answer end

local record = redis.call('HGET', key.jobs, jid)
-- One that cannot be read can be removed.
local job = readJob(record) or record and {queue = '', revision = 1}

local function keepRuns(closed)
  local awaited = tellWhoAwaits(jid) and closed
  if most == 0 then
    forgetList(jid)
    if awaited then keepResult(jid, closed, AWAITED_KEPT) end
    return
  end
  if closed then listRun(jid, closed, most) end
  if closed or redis.call('EXISTS', key['runs:' .. jid]) == 1 then
    keepFor(jid, awaited and math.max(ms, AWAITED_KEPT) or ms)
  end
end

-- Notes which claims must end until the job is gone, if there are others than that of its next occurrence.
local function leaveClaims(jid, claims)
  if #branchesOf(jid) == 0 then return end
  local left = {}
  for i, each in ipairs(claims) do
    left[i] = numberOf(each.handle) .. '@' .. each.node
  end
  setBranches(jid, left)
end

local function removeJob()
  if not job or job.ending then return 'unknown' end
  local claims = claimsOf(jid)
  local claim = nextOf(jid, claims).claim
  local pending = not claim and pendingOf(jid, job) or nil
  if not holds(seen, claim, pending) then return 'conflict' end

  withdraw(jid, job, pending)
  if job.keyword then leave(job.keyword, jid) end
  unhold(jid)
  finishNoLonger(jid)
  forgetCounts(jid)
  local closed = closeBranches(jid, job, reason)
  local last = pending and pending.attempt > 1 and closedRun(pending, job.queue, job.revision, reason)
  keepRuns(last)
  closed[#closed + 1] = last or nil
  if #claims > 0 then
    add('HSET', key.jobs, jid, '!' .. claims[1].node)
    markClaims(claims, 'REMOVE')
    leaveClaims(jid, claims)
  else
    remove('HDEL', key.jobs, jid)
  end
  return answerWith('done', nodesOf(claims), closed)
end

if job and not job.ending then
  needNodes()
  needPlace(job)
  if #needed > 0 then return needs() end
end
answer = answered(removeJob())
write()
return answer
