-- claim.lua: gives a node due handles of its queues.
--
-- KEYS     running:<node>; due:<queue> of each queue; lines:<queue>, due:<line> where data asks for it
-- ARGV[1]  node
-- ARGV[2]  number of the claim
-- ARGV[3]  at most so many
-- ARGV[4]  how long before they are due, ms
-- ARGV[5]  highest token that the node has seen
-- ARGV[6]  ends once the bodies given have so many bytes
-- ARGV[7]  number of queues, followed by them
-- ARGV[...] number of executors of which the node has only so much room, followed by each with that
-- ARGV[...] of each limited executor its eid, at once, starts, window in ms
--
-- Answers absent and the time; or ok, the time, the head that is left or nothing, and of each claim its handle, its
-- record, the job's record, and the counts of the job or nothing.
-- uses: now, keys, numbers, write, heads, due, limited, job, handles, claims, opened, held, node
-- keys: jobs, open, counts, numbers
local node, number, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local queues = {unpack(ARGV, 8, 7 + ARGV[7])}
local MOST_LINES = 200
local rooms = 8 + #queues
local room, anyRoom = {}, ARGV[rooms] ~= '0'
for i = rooms + 1, rooms + 2 * ARGV[rooms], 2 do
  room[ARGV[i]] = tonumber(ARGV[i + 1])
end
local horizon = text(millis(now) + ARGV[4])
local running = key['running:' .. node]

if not present(node) then return {'absent', text(now)} end

local function pluck(claims, name)
  local values = {}
  for i, claim in ipairs(claims) do
    values[i] = claim[name]
  end
  return values
end

-- From the one whose turn it is.
local function inTurn(members)
  local turns = {}
  for i = 1, #members do
    turns[i] = members[(number + i - 1) % #members + 1]
  end
  return turns
end

-- What a number gave that was used: its reply was lost.
local function given()
  local records, claims = redis.call('HGETALL', running), {}
  for i = 1, #records, 2 do
    local claim = readClaim(records[i + 1])
    if claim and tonumber(claim.number) == number and not claim.mark then
      claim.handle, claim.jid, claim.record = records[i], jobOf(records[i]), records[i + 1]
      claims[#claims + 1] = claim
    end
  end
  table.sort(claims, function(one, other) return tonumber(one.token) < tonumber(other.token) end)

  local unchanged = {}
  for i, record in ipairs(fieldsOf(key.jobs, pluck(claims, 'jid'))) do
    local job = readJob(record)
    if job and job.revision == claims[i].revision then
      claims[i].job, claims[i].repeats = record, job.repeats
      unchanged[#unchanged + 1] = claims[i]
    end
  end
  return unchanged
end

-- Whether this is the answer to an earlier look at the lines.
local function hasLookedAtLines()
  for name in pairs(key) do
    if string.find(name, '^due:.*#') then return true end
  end
  return false
end

-- The lines of a queue of which something may be claimed, each with how much.
local function openLines(queue)
  local open = {}
  local at = anyLines and tonumber(redis.call('ZSCORE', key.lines, queue) or nil)
  if not at or at > tonumber(horizon) or not need('lines:' .. queue) then return open end
  local lines = peek('ZRANGEBYSCORE', key['lines:' .. queue], '-inf', horizon, 'LIMIT', 0, MOST_LINES) or {}
  for _, line in ipairs(lines) do
    if queueOf(line) == queue and line ~= queue and needQueue(line) then
      local due = key['due:' .. line]
      local first = peek('ZRANGE', due, 0, 0)
      if first then
        touch(line)
        local job = first[1] and readJob(redis.call('HGET', key.jobs, jobOf(first[1])))
        local most = limits.free(limits.called(keyLimitOf(line)), job and job.limit or UNLIMITED, tonumber(horizon))
        local count = math.min(most, redis.call('ZCOUNT', due, '-inf', horizon))
        if count > 0 then open[#open + 1] = {name = line, due = due, count = count} end
      end
    end
  end
  return open
end

local function freeByExecutor(name)
  if not anyLimits then return room[executorOf(name)] or math.huge end
  local limit = limits.called(executorOf(name))
  return math.min(limits.free(limit, limit, tonumber(horizon)), room[executorOf(name)] or math.huge)
end

-- The queues that have something due, from the one whose turn it is. One whose key holds something else is passed over.
local broken = {}
local function ready()
  local found = {}
  for i, head in ipairs(headsOf(queues)) do
    if head and tonumber(head) <= tonumber(horizon) then
      local queue = queues[i]
      local due = key['due:' .. queue]
      local count = peek('ZCOUNT', due, '-inf', horizon)
      if not count then
        broken[queue] = true
      elseif needQueue(queue) then
        touch(queue)
        local members, most = openLines(queue), freeByExecutor(queue)
        if count > 0 then table.insert(members, 1, {name = queue, due = due, count = count}) end
        local total = 0
        for _, member in ipairs(members) do
          member.count = math.min(member.count, most)
          total = total + member.count
        end
        total = math.min(total, most)
        if total > 0 then found[#found + 1] = {members = members, count = total, share = 0} end
      end
    end
  end
  return inTurn(found)
end

-- Shares the limit out as if each queue gave one in turn.
local function share(turns)
  local left, more = limit, turns
  while left > 0 and #more > 0 do
    local each, still = math.max(1, math.floor(left / #more)), {}
    for _, queue in ipairs(more) do
      local give = math.min(each, queue.count - queue.share, left)
      queue.share, left = queue.share + give, left - give
      if queue.share < queue.count then still[#still + 1] = queue end
    end
    more = still
  end
end

-- Nobody of us writes another score than whole milliseconds.
local function instant(score)
  return whole(score) or text(millis(now))
end

-- What is due of a queue, of itself and its lines in turn.
local function pickOf(queue)
  local members, picked = inTurn(queue.members), {}
  local longest = 0
  for i, member in ipairs(members) do
    picked[i] = queue.share == 0 and {} or redis.call('ZRANGEBYSCORE', member.due, '-inf', horizon, 'WITHSCORES',
      'LIMIT', 0, math.min(member.count, queue.share))
    longest = math.max(longest, #picked[i] / 2)
  end
  local handles, count = {}, 0
  for turn = 1, longest do
    for i, member in ipairs(members) do
      local handle = picked[i][2 * turn - 1]
      if handle and count < queue.share then
        count = count + 1
        handles[count] =
          {handle = handle, jid = jobOf(handle), notBefore = instant(picked[i][2 * turn]), queue = member.name}
      end
    end
  end
  return handles
end

-- What is due, in the order of the turns.
local function pick(turns)
  local longest = 0
  for _, queue in ipairs(turns) do
    queue.handles = pickOf(queue)
    longest = math.max(longest, #queue.handles)
  end
  if #turns == 1 then return turns[1].handles end
  local claims = {}
  for turn = 1, longest do
    for _, queue in ipairs(turns) do
      claims[#claims + 1] = queue.handles[turn]
    end
  end
  return claims
end

-- Counts one that starts, if its limits let it; answers whether they do, and whether its executor is limited.
local full = {}
local function admit(claim, job)
  loadLines()
  local name = keyLimitOf(claim.queue)
  local limit, executor = name and limits.called(name), limits.called(executorOf(claim.queue))
  local time, limited = tonumber(horizon), limits.isLimited(executor)
  local left = room[executorOf(claim.queue)]
  if full[claim.queue] or left == 0 or limit and limits.free(limit, job.limit, time) < 1 or limited and limits.free(executor, executor, time) < 1 then
    full[claim.queue] = true
    return false
  end
  if left then room[executorOf(claim.queue)] = left - 1 end
  if not limit and not limited then return true, false end
  local opens = math.max(limit and limits.opensAt(limit, job.limit) or 0, limited and limits.opensAt(executor, executor) or 0)
  if opens > millis(now) and opens > tonumber(claim.notBefore) then claim.notBefore = text(opens) end
  -- Rounded up, so that no start counts too short.
  local at = math.max(math.ceil(now / 1000), tonumber(claim.notBefore))
  if limit then limits.countClaim(limit, claim.queue, job.limit, at) end
  if limited then limits.countClaim(executor, queueOf(claim.queue), executor, at) end
  return true, limited
end

-- Claims them, in this order. Jobs that are gone or cannot be read hold nothing up.
local function take(claims)
  local records = fieldsOf(key.jobs, pluck(claims, 'jid'))
  local opens = redis.call('HLEN', key.open) > 0 and fieldsOf(key.open, pluck(claims, 'handle')) or {}
  local token = math.max(tonumber(whole(redis.call('HGET', key.meta, 'token'))) or 0, now - 1, tonumber(ARGV[5]))
  local tail = '|' .. text(now) .. '|' .. ARGV[2]
  local taken, bytes, most = {}, 0, tonumber(ARGV[6])
  local mayBeLimited = anyLimits or anyLines or anyRoom

  for i, claim in ipairs(claims) do
    if bytes >= most then break end
    local record = records[i]
    local job = readJob(record)
    local sound, admitted, limited = job and job.queue and isHandle(claim.handle), true, false
    local stood = claim.notBefore
    if sound and mayBeLimited then admitted, limited = admit(claim, job) end
    if admitted then
      displace(claim.handle, claim.queue)
      if opens[i] then remove('HDEL', key.open, claim.handle) end
    end
    if sound and admitted then
      token = token + 1
      if job.plain and not opens[i] and not limited then
        claim.record = text(token) .. '|' .. claim.queue .. '|' .. claim.notBefore .. tail
      else
        local open = readOpen(opens[i]) or {due = stood, attempt = 1, losses = 0, run = '0', handedBack = 0}
        claim.token, claim.claimed, claim.number = text(token), text(now), ARGV[2]
        claim.due, claim.attempt, claim.losses = open.due, open.attempt, open.losses
        claim.handedBack, claim.limited = open.handedBack, limited
        claim.run = open.run == '0' and claim.token or open.run
        claim.revision, claim.keyword, claim.fire = job.revision, open.keyword, open.fire
        claim.record, claim.repeats = writeClaim(claim), job.repeats
      end
      claim.job = record
      add('HSET', running, claim.handle, claim.record)
      taken[#taken + 1] = claim
      bytes = bytes + #record - string.find(record, '\n', 1, true)
    elseif not sound and record and not job then
      -- Behind a header that says what is known it can be found, removed, and tried again.
      add('HSET', key.jobs, claim.jid, claim.queue .. '\n' .. record)
      hold(key.failed, claim.jid, 'store', 'its record cannot be read')
    end
  end
  if #taken > 0 then add('HSET', key.meta, 'token', text(token)) end
  return taken
end

local used = number <= (tonumber(redis.call('HGET', key.numbers, node) or nil) or 0)

local claims
if used then
  claims = given()
else
  declareLimits(queues, rooms + 1 + 2 * ARGV[rooms])
  local turns = ready()
  if #needed > 0 and not hasLookedAtLines() then return needs() end
  share(turns)
  claims = take(pick(turns))
  add('HSET', key.numbers, node, ARGV[2])
end

local counts, repeating = {}, {}
for _, claim in ipairs(claims) do
  if claim.repeats then repeating[#repeating + 1] = claim.jid end
end
for i, count in ipairs(fieldsOf(key.counts, repeating)) do
  counts[repeating[i]] = count
end

if not used then write() end

local sound = {}
for _, queue in ipairs(queues) do
  if not broken[queue] then sound[#sound + 1] = queue end
end
local answer = {'ok', text(now), earliest(sound)}
local length = #answer
for _, claim in ipairs(claims) do
  answer[length + 1], answer[length + 2], answer[length + 3] = claim.handle, claim.record, claim.job
  answer[length + 4] = counts[claim.jid] or ''
  length = length + 4
end
return answer
