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
-- Answers done, the time, the node on which it ends, and the record of the run that it closed, each if any; conflict;
-- unknown.
-- uses: now, keys, numbers, request, change
-- keys: jobs, next
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

local function removeJob()
  if not job or job.ending then return 'unknown' end
  local claim, node = claimOf(jid)
  local pending = not claim and pendingOf(jid, job) or nil
  if not holds(seen, claim, pending) then return 'conflict' end

  withdraw(jid, job, pending)
  if job.keyword then leave(job.keyword, jid) end
  unhold(jid)
  remove('HDEL', key.next, jid)
  forgetCounts(jid)
  local closed = pending and pending.attempt > 1 and closedRun(pending, job.queue, job.revision, reason)
  keepRuns(closed)
  if claim then
    add('HSET', key.jobs, jid, '!' .. node)
    markClaim(jid, claim, node, 'REMOVE')
  else
    remove('HDEL', key.jobs, jid)
  end
  return table.concat({'done', text(now), node or '', closed or ''}, '|')
end

if job and not job.ending then
  needNodes()
  needPlace(job)
  if #needed > 0 then return needs() end
end
answer = answered(removeJob())
write()
return answer
