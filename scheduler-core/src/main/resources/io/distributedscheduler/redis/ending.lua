-- ending.lua: what becomes of a job when a claim of it ends, be it completed, released or lost.
--
--   next  jid -> ms, or waiting: where a job shall stand that was changed while a claim lived; or finished, of a job whose
--         sequence is over and of which occurrences are left outside it
-- uses: keys, now, numbers, write, job, place, branches
-- keys: jobs, next, open, stopped

-- What happened to the job while the claim lived, the first that fits; nil if nothing did.
local function meanwhile(claim, jid, job)
  if not job or job.ending then return 'removed' end
  if claim.plain then return nil end
  -- A claim of a job that is stopped has the mark; one that has it may have been started again by a change.
  if claim.mark == 'STOP' and redis.call('ZSCORE', key.stopped, jid) then return 'stopped' end
  if job.revision ~= claim.revision then return 'changed' end
end

-- The same of an occurrence out of the sequence: it ends with a job that is FAILED, too.
local function meanwhileBranch(claim, jid, job)
  if not job or job.ending then return 'removed' end
  if isHeld(jid) then return 'stopped' end
  if job.revision ~= claim.revision then return 'changed' end
end

-- A claim of a removed job has ended: forgets the job, if it was the last one. What cannot be read is left for people to
-- look at.
local buried = {}
local function bury(jid, job, handle)
  endBranch(jid, handle)
  buried[jid] = job or false
end

beforehand[#beforehand + 1] = function()
  for jid, job in pairs(buried) do
    local first = branchesOf(jid)[1]
    if first then
      add('HSET', key.jobs, jid, '!' .. (string.match(first, '@(.*)$') or ''))
    elseif job then
      remove('HDEL', key.jobs, jid)
    end
  end
end

-- Lets the same run stand again, at those ms; with what open shall hold of it, if anything.
local function standAgain(handle, jid, job, at, open)
  if not isSoundPlace(job) then
    endBranch(jid, handle)
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
