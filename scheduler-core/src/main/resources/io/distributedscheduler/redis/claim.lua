-- claim.lua: gives a node due handles of its queues.
--
-- KEYS     running:<node>; due:<queue> of each queue
-- ARGV[1]  node
-- ARGV[2]  number of the claim
-- ARGV[3]  at most so many
-- ARGV[4]  how long before they are due, ms
-- ARGV[5]  highest token that the node has seen
-- ARGV[6]  ends once the bodies given have so many bytes
-- ARGV[7...]  queues
--
-- Answers absent and the time; or ok, the time, the head that is left or nothing, and of each claim its handle, its
-- record, the job's record, and the counts of the job or nothing.
-- uses: now, keys, numbers, write, heads, due, job, handles, claims, opened, held, node
-- keys: jobs, open, counts, numbers
local node, number, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local queues = {unpack(ARGV, 7)}
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

-- The queues that have something due, from the one whose turn it is. One whose key holds something else is passed over.
local broken = {}
local function ready()
  local found = {}
  for i, head in ipairs(headsOf(queues)) do
    if head and tonumber(head) <= tonumber(horizon) then
      local due = key['due:' .. queues[i]]
      local count = peek('ZCOUNT', due, '-inf', horizon)
      if not count then
        broken[queues[i]] = true
      else
        touch(queues[i])
        if count > 0 then found[#found + 1] = {name = queues[i], due = due, count = count, share = 0} end
      end
    end
  end
  local turns = {}
  for i = 1, #found do
    turns[i] = found[(number + i - 1) % #found + 1]
  end
  return turns
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

-- What is due, in the order of the turns.
local function pick(turns)
  local longest = 0
  for _, queue in ipairs(turns) do
    queue.handles = queue.share == 0 and {}
      or redis.call('ZRANGEBYSCORE', queue.due, '-inf', horizon, 'WITHSCORES', 'LIMIT', 0, queue.share)
    longest = math.max(longest, queue.share)
  end
  local claims = {}
  for turn = 1, longest do
    for _, queue in ipairs(turns) do
      local handle = queue.handles[2 * turn - 1]
      if handle then
        claims[#claims + 1] =
          {handle = handle, jid = jobOf(handle), notBefore = instant(queue.handles[2 * turn]), queue = queue.name}
      end
    end
  end
  return claims
end

-- Claims them, in this order. Jobs that are gone or cannot be read hold nothing up.
local function take(claims)
  local records = fieldsOf(key.jobs, pluck(claims, 'jid'))
  local opens = redis.call('HLEN', key.open) > 0 and fieldsOf(key.open, pluck(claims, 'handle')) or {}
  local token = math.max(tonumber(whole(redis.call('HGET', key.meta, 'token'))) or 0, now - 1, tonumber(ARGV[5]))
  local tail = '|' .. text(now) .. '|' .. ARGV[2]
  local taken, bytes, most = {}, 0, tonumber(ARGV[6])

  for i, claim in ipairs(claims) do
    if bytes >= most then break end
    local record = records[i]
    local job = readJob(record)
    displace(claim.handle, claim.queue)
    if opens[i] then remove('HDEL', key.open, claim.handle) end
    if job and job.queue and isHandle(claim.handle) then
      token = token + 1
      if job.plain and not opens[i] then
        claim.record = text(token) .. '|' .. claim.queue .. '|' .. claim.notBefore .. tail
      else
        local open = readOpen(opens[i]) or {due = claim.notBefore, attempt = 1, losses = 0, run = '0', handedBack = 0}
        claim.token, claim.claimed, claim.number = text(token), text(now), ARGV[2]
        claim.due, claim.attempt, claim.losses = open.due, open.attempt, open.losses
        claim.handedBack = open.handedBack
        claim.run = open.run == '0' and claim.token or open.run
        claim.revision, claim.keyword, claim.fire = job.revision, open.keyword, open.fire
        claim.record, claim.repeats = writeClaim(claim), job.repeats
      end
      claim.job = record
      add('HSET', running, claim.handle, claim.record)
      taken[#taken + 1] = claim
      bytes = bytes + #record - string.find(record, '\n', 1, true)
    elseif record and not job then
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
  local turns = ready()
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
