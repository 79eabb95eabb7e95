-- release.lua: hands claims back that have not entered user code.
--
-- KEYS        running:<node>; runs:<jid>, due:<queue>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1]     node
-- ARGV[2...]  of each claim its handle and its token
--
-- Answers ok, the time, how many were held, and of each run that it closed the job and the record.
-- uses: now, keys, numbers, write, node, handles, claims, ending, runs, awaited, branches
-- keys: jobs
local node = ARGV[1]
local running = key['running:' .. node]
if not present(node) then return {'ok', text(now), '0'} end
local closed = {}

local handles, jids = {}, {}
for i = 2, #ARGV, 2 do
  handles[#handles + 1] = ARGV[i]
  jids[#jids + 1] = jobOf(ARGV[i])
end
local claimed = fieldsOf(running, handles)
local records = fieldsOf(key.jobs, jids)

-- Whether a claim that will not be run any more is a run all the same: there was an attempt, or the change of a job that
-- repeats has counted on it.
local function isRun(claim, job)
  return claim.attempt > 1 or job.repeats and job.revision ~= claim.revision
end

-- Closes the run of an occurrence that will not be run any more.
local function close(jid, claim, reason)
  local record = closedRun(claim, claim.queue, claim.revision, reason)
  listRun(jid, record, MOST_LISTED)
  closed[#closed + 1] = jid
  closed[#closed + 1] = record
  tellWhoAwaits(jid)
end

-- An occurrence that will not be run any more: closes its run if it is one, else it was missed.
local function drop(jid, job, claim, reason)
  if isRun(claim, job) then
    close(jid, claim, reason)
    if job.repeats then count(jid, 1, 0, 0, 0) end
  elseif job.repeats then
    count(jid, 0, 1, 0, 0)
  end
end

local function release(handle, jid, job, claim)
  local isBranch = handle ~= jid
  local happened = (isBranch and meanwhileBranch or meanwhile)(claim, jid, job)
  local declared = not isCounted(claim) or limits.needOf(claim)
  if happened ~= 'removed' then
    local runs = not happened or not isBranch and not isRun(claim, job) or needRuns(jid)
    declared = needPlace(job) and runs and declared
  end
  if not declared then return end

  remove('HDEL', running, handle)
  if isCounted(claim) then limits.uncount(claim, false) end
  if happened == 'removed' then
    bury(jid, job, handle)
  elseif not happened then
    local named = isBranch or claim.attempt > 1
    local run = named and claim.run or '0'
    local opened = named or claim.fire or claim.due ~= claim.notBefore
    standAgain(handle, jid, job, claim.notBefore,
      opened and writeOpen(
        claim.due, claim.attempt, run, claim.losses, claim.keyword, claim.fire, claim.handedBack))
  elseif isBranch then
    close(jid, claim, happened == 'stopped' and reasonOf(jid) or 'replaced')
    endBranch(jid, handle)
  else
    drop(jid, job, claim, happened == 'stopped' and reasonOf(jid) or 'replaced')
    if happened == 'changed' then standChanged(jid, job) end
  end
end

local released = 0
local done = {}
for i, handle in ipairs(handles) do
  local claim, called = claimCalled(running, handle, ARGV[2 * i + 1], claimed[i])
  if claim and not done[called] then
    done[called] = true
    released = released + 1
    release(called, jids[i], readJob(records[i]), claim)
  end
end
if #needed > 0 then return needs() end

if released > 0 then write() end
return {'ok', text(now), text(released), unpack(closed)}
