-- change.lua: looks at one job and takes it from where it stands.
-- uses: keys, write, job, claimed, opened, due, counts, held, place, runs, awaited, signal
-- keys: open

-- The pending occurrence, like a claim; nil if none is pending.
local function pendingOf(jid, job)
  local at = redis.call('ZSCORE', key['due:' .. job.queue], jid)
  if not at then return nil end
  local pending = readOpen(redis.call('HGET', key.open, jid)) or {due = at, attempt = 1, run = '0', losses = 0, handedBack = 0}
  pending.at = at
  return pending
end

-- Takes a job from where it is pending or waiting.
local function withdraw(jid, job, pending)
  if job.keyword then waitNoLonger(job.keyword, jid) end
  if pending then
    displace(jid, job.queue)
    remove('HDEL', key.open, jid)
  end
end

-- Closes a run that waited for its next attempt, and answers its record.
local function close(jid, job, pending, reason)
  local closed = closedRun(pending, job.queue, job.revision, reason)
  listRun(jid, closed, MOST_LISTED)
  tellWhoAwaits(jid)
  return closed
end

-- Closes the runs of those out of the sequence that are pending; answers their records.
local function closeBranches(jid, job, reason)
  local records = {}
  for _, handle in ipairs(branchHandles(jid)) do
    local at = redis.call('ZSCORE', key['due:' .. job.queue], handle)
    if at then
      local pending = readOpen(redis.call('HGET', key.open, handle))
        or {due = at, attempt = 1, run = numberOf(handle), losses = 0, handedBack = 0}
      displace(handle, job.queue)
      remove('HDEL', key.open, handle)
      endBranch(jid, handle)
      records[#records + 1] = close(jid, job, pending, reason)
    end
  end
  return records
end

-- A pending occurrence will not be run any more: closes its run and answers its record, or counts its fire. The ticks
-- of a trigger are accounted for by the caller.
local function drop(jid, job, pending, reason)
  if pending.attempt > 1 then
    if job.repeats then count(jid, 1, 0, 0, 0) end
    return close(jid, job, pending, reason)
  elseif pending.fire and job.repeats then
    count(jid, 0, 0, 1, 0)
  end
end

-- What the caller saw is nothing, or <ms of the occurrence>, a + if it had begun, :, and <ms of each tick to come, with commas>.
local MOST_UPCOMING = 100

-- How many of the ticks to come have come.
local function comeOf(upcoming)
  local come = 0
  for ms in string.gmatch(upcoming, '%d+') do
    if tonumber(ms) <= millis(now) then come = come + 1 end
  end
  return come
end

-- Whether the job stands where the caller saw it, and no more ticks can have come than it has told.
local function holds(seen, claim, pending)
  if seen == '' then return true end
  local occurrence = claim or pending
  if not occurrence then return false end
  local begun = claim or pending.attempt > 1
  local stood, upcoming = string.match(seen, '^([^:]*):(.*)$')
  return stood == occurrence.due .. (begun and '+' or '') and comeOf(upcoming) < MOST_UPCOMING
end

-- Adds what the caller has counted, and the ticks that have come since.
local function account(jid, job, seen, counts)
  addCounts(jid, job, counts)
  local begun, upcoming = string.match(seen, '^%d+(%+?):(.+)$')
  if upcoming and job.repeats then
    local come = comeOf(upcoming)
    count(jid, 0, begun == '' and come or 0, begun == '+' and come or 0, 0)
  end
end

-- Tells the nodes that hold the claims that these shall end.
local function markClaims(claims, mark)
  for _, each in ipairs(claims) do
    each.claim.mark = mark
    add('HSET', key['running:' .. each.node], each.handle, writeClaim(each.claim))
  end
  for _, node in ipairs(nodesOf(claims)) do
    signalThen('mark|' .. node)
  end
end

-- An answer with nodes and the records of the runs that were closed.
local function answerWith(word, nodes, records)
  return table.concat({word, text(now), table.concat(nodes, ','), table.concat(records, '\0')}, '|')
end
