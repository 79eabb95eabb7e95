-- complete.lua: ends attempts, in order, each only if the node still holds the claim by its token.
--
-- KEYS        running:<node>; runs:<jid>, due:<queue>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1-3]   the call
-- ARGV[4]     node
-- ARGV[5]     number of endings, followed by each: outcome, what shall follow, counts to add or nothing, how many runs to
--             keep, for how long in ms
-- ARGV[...]   of each completion: handle, token, started in micros, detail, number of its ending
--
-- What shall follow: F for nothing, R<delay, ms> for the next attempt, B likewise if this one was handed back, X<reason> for FAILED, H<reason> for STOPPED, N and where to stand for
-- the next occurrence, Q<ms> for one that was planned then and has waited, K<most> for the next fire, all but so many skipped.
--
-- Answers ok, the time, <L for the last attempt of a run, R for one that another follows, - for not held, of each completion>
-- uses: now, keys, numbers, write, request, node, handles, claims, ending, runs, awaited, branches
-- keys: jobs
local PARTS = 5

local answer = settled()
if answer then return answer end

local node, time = ARGV[4], text(now)
local running = key['running:' .. node]

local endings = {}
for i = 1, tonumber(ARGV[5]) do
  local outcome, after, counts, most, ms = unpack(ARGV, PARTS * i + 1, PARTS * i + PARTS)
  endings[text(i)] = {
    outcome = outcome, after = after, counts = counts, most = tonumber(most), ms = tonumber(ms),
    keptUntil = text(millis(now) + ms),
  }
end

local first = PARTS * (ARGV[5] + 1) + 1
local handles, jids = {}, {}
for at = first, #ARGV, PARTS do
  handles[#handles + 1] = ARGV[at]
  jids[#jids + 1] = jobOf(ARGV[at])
end

local isPresent = present(node)
local claimed = isPresent and fieldsOf(running, handles) or {}
local waiters = anyAwaited and fieldsOf(key.awaited, jids) or {}

-- Removes a job that is finished.
local function finish(jid, job, claim)
  remove('HDEL', key.jobs, jid)
  if job.repeats then forgetCounts(jid) end
  if job.keyword and isSoundKeyword(job.keyword) then leave(job.keyword, jid) end
  if claim.mark then unhold(jid) end
end

local function retries(after)
  local kind = string.sub(after, 1, 1)
  return kind == 'R' or kind == 'B'
end

local function retry(handle, jid, job, claim, after)
  local handedBack = string.sub(after, 1, 1) == 'B' and claim.handedBack + 1 or claim.handedBack
  standAgain(handle, jid, job, fixed('I' .. string.sub(after, 2)),
    writeOpen(claim.due, claim.attempt + 1, claim.run, claim.losses, claim.keyword, claim.fire, handedBack))
end

-- Counts how many runs in a row have failed.
local function countOutcome(jid, job, outcome)
  if not job.repeats then return end
  if outcome == 'S' then
    forgetFailures(jid)
  elseif outcome == 'F' or outcome == 'T' then
    countFailure(jid)
  end
end

local function follow(handle, jid, job, claim, after, counts)
  local kind, rest = string.sub(after, 1, 1), string.sub(after, 2)
  if retries(after) then
    retry(handle, jid, job, claim, after)
    return
  end
  addCounts(jid, job, counts)
  if kind == 'X' then
    fail(jid, job, node, rest)
  elseif kind == 'H' then
    dropFires(jid, job)
    hold(key.stopped, jid, node, rest)
  elseif kind == 'Q' then
    local at = text(millis(now))
    standAgain(handle, jid, job, at, rest ~= at and writeOpen(rest, 1, '0', 0, nil, nil, 0))
  else
    goOn(jid, job, after)
  end
end

-- Of an occurrence out of the sequence: the job goes on without it.
local function completeBranch(handle, jid, claim, started, detail, ending)
  local job = readJob(redis.call('HGET', key.jobs, jid))
  local happened = meanwhileBranch(claim, jid, job)
  local last = happened ~= nil or not retries(ending.after)
  local declared = needRuns(jid)
  if isCounted(claim) then declared = limits.needOf(claim) and declared end
  if happened ~= 'removed' and not needPlace(job) or not declared then return '-' end

  local record = writeRun(claim, node, ending.outcome, started, detail, last)
  local awaited = last and tellWhoAwaits(jid)
  remove('HDEL', running, handle)
  if isCounted(claim) then limits.uncount(claim, true) end
  if happened == 'removed' then
    bury(jid, job, handle)
    keepLastRun(jid, record, ending.most, ending.ms, awaited, false)
  elseif last and isLastBranch(jid, handle) then
    endBranch(jid, handle)
    finishNoLonger(jid)
    finish(jid, job, claim)
    keepLastRun(jid, record, ending.most, ending.ms, awaited, false)
  else
    keepRun(jid, record, ending.most, awaited)
    if last then
      countOutcome(jid, job, ending.outcome)
      endBranch(jid, handle)
    else
      retry(handle, jid, job, claim, ending.after)
    end
  end
  return last and 'L' or 'R'
end

-- The sequence of a job is over of which occurrences are left outside it.
local function finishSequence(jid, job, happened, counts)
  if happened then
    if job.repeats then count(jid, 1, 0, 0, 0) end
    return
  end
  addCounts(jid, job, counts)
  dropFires(jid, job)
  finishLater(jid)
end

local function complete(handle, jid, claim, started, detail, ending)
  local job = claim.plain and {queue = claim.queue, revision = 1} or readJob(redis.call('HGET', key.jobs, jid))
  local happened = meanwhile(claim, jid, job)
  local last = happened ~= nil or not retries(ending.after)
  local over = ending.after == 'F' and happened ~= 'removed' and job.revision == claim.revision
  local finished = over and #branchesOf(jid) == 0
  local alone = finished and not job.repeats and claim.attempt == 1

  local declared = alone and ending.most > 0 or needRuns(jid)
  if isCounted(claim) then declared = limits.needOf(claim) and declared end
  local placed = happened ~= 'removed' and not (finished and not job.keyword)
  if placed and not needPlace(job) or not declared then return '-' end

  local record = writeRun(claim, node, ending.outcome, started, detail, last)
  local awaited = last and tellWhoAwaits(jid)
  if last and happened ~= 'removed' and not finished then countOutcome(jid, job, ending.outcome) end
  remove('HDEL', running, handle)
  if isCounted(claim) then limits.uncount(claim, true) end
  if happened == 'removed' then
    bury(jid, job, handle)
    keepLastRun(jid, record, ending.most, ending.ms, awaited, false)
  elseif finished then
    finish(jid, job, claim)
    keepLastRun(jid, record, ending.most, ending.ms, awaited, alone)
  else
    keepRun(jid, record, ending.most, awaited)
    if over then
      finishSequence(jid, job, happened, ending.counts)
    elseif not happened then
      follow(handle, jid, job, claim, ending.after, ending.counts)
    else
      if job.repeats then count(jid, 1, 0, 0, 0) end
      if happened == 'changed' then standChanged(jid, job) end
    end
  end
  return last and 'L' or 'R'
end

-- Nearly all claims are plain and end their job: the same as above, without a look at the job.
local tail = '|' .. time .. '|' .. node .. '|'
local function finishPlain(handle, jid, token, core, started, detail, ending)
  remove('HDEL', running, handle)
  remove('HDEL', key.jobs, jid)
  add('HSET', key.results, jid, token .. '|' .. core .. '||' .. ending.outcome .. '|' .. started .. tail .. detail)
  add('ZADD', key.finished, ending.keptUntil, jid, 'GT')
  return 'L'
end

local results, done = {}, {}
for i, handle in ipairs(handles) do
  local at = first + (i - 1) * PARTS
  local record, ending = not done[handle] and claimed[i], endings[ARGV[at + 4]]
  local token, core
  if record and ending.after == 'F' and ending.most > 0 and not waiters[i] then
    token, core = string.match(record, PLAIN)
  end
  if token then
    results[i] = token == ARGV[at + 1]
      and finishPlain(handle, jids[i], token, core, ARGV[at + 2], ARGV[at + 3], ending) or '-'
  else
    local claim, called = nil, handle
    if isPresent then claim, called = claimCalled(running, handle, ARGV[at + 1], record) end
    if not claim or done[called] then
      results[i] = '-'
    elseif called == jids[i] then
      results[i] = complete(called, jids[i], claim, ARGV[at + 2], ARGV[at + 3], ending)
    else
      results[i] = completeBranch(called, jids[i], claim, ARGV[at + 2], ARGV[at + 3], ending)
    end
    handle = called
  end
  done[handle] = done[handle] or results[i] ~= '-'
end
if #needed > 0 then return needs() end

answer = answered('ok|' .. time .. '|' .. table.concat(results))
write()
return answer
