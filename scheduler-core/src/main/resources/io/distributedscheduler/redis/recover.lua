-- recover.lua: declares a node dead, and frees its claims.
--
-- KEYS     running:<node>; runs:<jid>, due:<queue>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1]  node
-- ARGV[2]  the end of its lease that the caller saw, ms
-- ARGV[3]  how many claims to free at most
-- ARGV[4]  how often a run may lose its node
--
-- Answers ok, 1 if it is dead, else 0, the time, 1 if it holds claims still, else 0, and of each claim freed the job and
-- the record of the attempt.
-- uses: now, keys, numbers, write, node, handles, claims, ending, runs, awaited, branches
-- keys: jobs, members, numbers
local node, limit, mostLosses = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local running = key['running:' .. node]
local LOOKED_AHEAD = 500

local lease = leaseOf(node)
if not lease or lease ~= 0 and lease ~= tonumber(ARGV[2]) then
  return {'ok', '0', text(now), '0'}
end

-- What stands there and is no hash gives way; the jobs of its claims stand nowhere then, which an audit mends.
local sound = isSound('running:' .. node, 'hash')
if not sound then also('DEL', running) end

local claims, records = {}, sound and redis.call('HGETALL', running) or {}
for i = 1, #records, 2 do
  local claim = readClaim(records[i + 1])
  if claim then
    claim.handle, claim.jid = records[i], jobOf(records[i])
    claims[#claims + 1] = claim
  else
    -- Nothing says what it was; its job stands nowhere then, which an audit mends.
    remove('HDEL', running, records[i])
  end
end
table.sort(claims, function(one, other) return tonumber(one.token) < tonumber(other.token) end)
local jids = {}
for i = 1, math.min(#claims, limit + LOOKED_AHEAD) do
  jids[i] = claims[i].jid
end
local jobs = {}
for i, record in ipairs(fieldsOf(key.jobs, jids)) do
  jobs[i] = readJob(record)
end

local answer = {'ok', '1', text(now), #claims > limit and '1' or '0'}

local function needAll(claim, jid, job)
  local counted = not isCounted(claim) or limits.needOf(claim)
  if not job or job.ending then return counted end
  local runs = needRuns(jid)
  return needPlace(job) and runs and counted
end

local function lose(claim, jid, job)
  local isBranch = claim.handle ~= jid
  local happened = (isBranch and meanwhileBranch or meanwhile)(claim, jid, job)
  local losses = claim.losses + 1
  local last = happened ~= nil or losses >= mostLosses
  local record = writeRun(claim, node, 'L', claim.claimed, '', last)
  answer[#answer + 1] = jid
  answer[#answer + 1] = record
  remove('HDEL', running, claim.handle)
  if isCounted(claim) then limits.uncount(claim, true) end
  if happened == 'removed' then
    bury(jid, job, claim.handle)
    return
  end
  listRun(jid, record, MOST_LISTED)
  if not last then
    standAgain(claim.handle, jid, job, text(millis(now)),
      writeOpen(claim.due, claim.attempt + 1, claim.run, losses, claim.keyword, claim.fire, claim.handedBack))
    return
  end
  tellWhoAwaits(jid)
  if isBranch then
    local standsNowhere = isLastBranch(jid, claim.handle)
    endBranch(jid, claim.handle)
    if standsNowhere then
      finishNoLonger(jid)
      fail(jid, job, 'store', 'lost its node ' .. text(mostLosses) .. ' times')
    end
    return
  end
  if job.repeats then count(jid, 1, 0, 0, 0) end
  if happened == 'changed' then
    standChanged(jid, job)
  elseif not happened then
    fail(jid, job, 'store', 'lost its node ' .. text(mostLosses) .. ' times')
  end
end

local declared = true
for i = 1, math.min(#claims, limit) do
  declared = needAll(claims[i], jids[i], jobs[i]) and declared
end
if not declared then
  -- Others may recover the same node meanwhile: then it will be the turn of those that come next.
  for i = limit + 1, #jids do
    needAll(claims[i], jids[i], jobs[i])
  end
  return needs()
end

for i = 1, math.min(#claims, limit) do
  lose(claims[i], jids[i], jobs[i])
end
if #claims > limit then
  add('ZADD', key.nodes, '0', node)
else
  remove('ZREM', key.nodes, node)
  remove('HDEL', key.members, node)
  remove('HDEL', key.numbers, node)
end
write()
return answer
