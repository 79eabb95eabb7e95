-- start.lua: lets a job go on that is STOPPED or FAILED.
--
-- KEYS       due:<queue>, running:<node>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1-3]  the call
-- ARGV[4]    job
-- ARGV[5]    its revision
-- ARGV[6]    where it shall stand
--
-- Answers started and the time; running and the node; nothing and the state; conflict; unknown.
-- uses: now, keys, numbers, request, change
-- keys: jobs
local jid, revision, due = ARGV[4], tonumber(ARGV[5]), ARGV[6]

local answer = settled()
if answer then return answer end

local job = readJob(redis.call('HGET', key.jobs, jid))

local function start()
  if not job or job.ending then return 'unknown' end
  local claims = claimsOf(jid)
  if claims[1] then return 'running|' .. claims[1].node end
  if not isHeld(jid) then return 'nothing|' .. ((pendingOf(jid, job) or isFinishing(jid)) and 'SCHEDULED' or 'WAITING') end
  if job.revision ~= revision then return 'conflict' end

  unhold(jid)
  if job.repeats then forgetFailures(jid) end
  stand(jid, job, fixed(due))
  return 'started|' .. text(now)
end

if job and not job.ending then
  needNodes()
  needPlace(job)
  if #needed > 0 then return needs() end
end
answer = answered(start())
write()
return answer
