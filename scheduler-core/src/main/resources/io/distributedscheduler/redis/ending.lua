-- ending.lua: what becomes of a job when a claim of it ends, be it completed, released or lost.
--
--   next  jid -> ms, or waiting: where a job shall stand that was changed while a claim lived
-- uses: keys, now, numbers, write, job, place
-- keys: jobs, next, open, stopped

-- What happened to the job while the claim lived, the first that fits; nil if nothing did.
local function meanwhile(claim, jid, job)
  if not job or job.ending then return 'removed' end
  if claim.plain then return nil end
  -- A claim of a job that is stopped has the mark; one that has it may have been started again by a change.
  if claim.mark == 'STOP' and redis.call('ZSCORE', key.stopped, jid) then return 'stopped' end
  if job.revision ~= claim.revision then return 'changed' end
end

-- Forgets a removed job whose claim has ended. What cannot be read is left for people to look at.
local function bury(jid, job)
  if job then remove('HDEL', key.jobs, jid) end
end

-- Lets the same run stand again, at those ms; with what open shall hold of it, if anything.
local function standAgain(handle, jid, job, at, open)
  if not isSoundPlace(job) then
    standOrFail(jid, job, at)
    return
  end
  place(handle, job.queue, at)
  if open then add('HSET', key.open, handle, open) end
end

-- Lets a job stand where the change said.
local function standChanged(jid, job)
  local at = redis.call('HGET', key.next, jid)
  remove('HDEL', key.next, jid)
  at = at == 'waiting' and at or whole(at)
  standOrFail(jid, job, at or job.keyword and 'waiting' or text(millis(now)))
end
