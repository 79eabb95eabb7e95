-- modify.lua: replaces a definition.
--
-- KEYS       runs:<jid>; due:<queue>, keyword:<kw>, waiting:<kw>, fires:<kw> of the new definition, and of the old one
--            where data asks for it; running:<node> likewise
-- ARGV[1-3]  the call
-- ARGV[4]    job
-- ARGV[5]    revision that is expected
-- ARGV[6]    new record, with the next revision
-- ARGV[7]    where it shall stand if no claim lives; U for where it stands
-- ARGV[8]    where it shall stand when the claim that lives has ended; nothing if none shall live that matters
-- ARGV[9]    where the caller saw it (see change.lua), or nothing
-- ARGV[10]   counts to add or nothing
-- ARGV[11]   1 to revive it
--
-- Answers modified, the revision, the time, and the records of the runs that it closed, with zero bytes between them; conflict;
-- unknown.
-- uses: now, keys, numbers, request, change
-- keys: jobs, next, executors
local jid, expected, record, due, after, seen, counts, revive = unpack(ARGV, 4, 11)
local REPLACED = 'replaced'

local answer = settled()
if answer then return answer end

local old, new = readJob(redis.call('HGET', key.jobs, jid)), readJob(record)

local function changeKeyword()
  if old.keyword ~= new.keyword then
    dropFires(jid, old)
    if new.keyword then join(new.keyword, jid) end
  end
end

local function changeHeld(claim)
  if revive ~= '1' or not claim and due == 'U' then return end
  unhold(jid)
  if new.repeats then forgetFailures(jid) end
  if claim then
    if new.keyword then join(new.keyword, jid) end
    add('HSET', key.next, jid, fixed(after))
  else
    stand(jid, new, fixed(due))
  end
end

local function changeRunning(claim, node)
  -- Writes it as one that is not plain, so that whoever ends it looks at the job.
  add('HSET', key['running:' .. node], jid, writeClaim(claim))
  changeKeyword()
  add('HSET', key.next, jid, fixed(after))
end

-- Whether the new definition runs the pending occurrence where it stands.
local function stays(pending)
  if not pending.fire then return due == 'U' end
  return old.keyword == new.keyword and (due == 'U' or due == 'W' and pending.attempt == 1)
end

-- Answers the record of the run that it closes, if one waits for its next attempt.
local function changePending(pending)
  if not pending and due == 'U' and old.keyword == new.keyword then return end
  local remains = pending and stays(pending)
  local closed
  withdraw(jid, old, pending)
  if remains then
    closed = pending.attempt > 1 and close(jid, old, pending, REPLACED)
  elseif pending then
    closed = drop(jid, old, pending, REPLACED)
  end
  changeKeyword()
  finishNoLonger(jid)
  if remains then
    place(jid, new.queue, pending.at)
    if pending.fire or pending.due ~= pending.at then
      add('HSET', key.open, jid, writeOpen(pending.due, 1, '0', 0, pending.keyword, pending.fire, 0))
    end
  elseif due == 'U' then
    stand(jid, new, pending and pending.at or 'waiting')
  else
    stand(jid, new, fixed(due))
  end
  return closed
end

local function modify()
  if not old or old.ending then return 'unknown' end
  if old.revision ~= tonumber(expected) then return 'conflict' end
  local next = nextOf(jid, claimsAmong({jid}))
  local claim, node = next.claim, next.node
  local pending = not claim and pendingOf(jid, old) or nil
  if not holds(seen, claim, pending) then return 'conflict' end
  if claim and after == '' and (revive == '1' or not isHeld(jid)) then return 'conflict' end

  account(jid, old, seen, counts)
  add('HSET', key.jobs, jid, record)
  if redis.call('SISMEMBER', key.executors, queueOf(new.queue)) == 0 then also('SADD', key.executors, queueOf(new.queue)) end
  local closed = closeBranches(jid, old, REPLACED)
  if isHeld(jid) then
    changeHeld(claim)
  elseif claim then
    changeRunning(claim, node)
  else
    closed[#closed + 1] = changePending(pending) or nil
  end
  if not new.repeats then forgetCounts(jid) end
  return table.concat({'modified', text(new.revision), text(now), table.concat(closed, '\0')}, '|')
end

if old and not old.ending then
  needNodes()
  needPlace(old)
  needPlace(new)
  if #needed > 0 then return needs() end
end
answer = answered(modify())
write()
return answer
