-- due.lua: places handles in the queues and their lines, and sees to it that heads says from when something of each queue
-- that it touched may be claimed.
--
--   lines:<queue>  the lines of a queue in which something is pending, by when something of them may be claimed, ms; of one of
--                  which nothing may start while so many run, 9e15
--   lines          queues by the earliest of that
-- uses: keys, write, signal, handles, job, limits
-- keys: heads, lines, jobs
local anyLines = redis.call('ZCARD', key.lines) > 0
local touched, before, keyOf = {}, {}, {}
local touchedLimits, limitIsTouched, neededQueues = {}, {}, {}
local loadLines

-- Whether the keys are declared that it takes to move handles of a queue, or line.
local function needQueue(name)
  if neededQueues[name] == nil then
    neededQueues[name] = true
    local queue, line = queueOf(name), keyLimitOf(name)
    if line then loadLines() end
    local own, lines, all = need('due:' .. name), true, true
    if line then
      own = need('due:' .. queue) and own
      lines = need('lines:' .. queue)
      all = limits.need(line)
    end
    if anyLimits then all = limits.need(executorOf(name)) and all end
    neededQueues[name] = own and lines and all
  end
  return neededQueues[name]
end

-- Whether the keys of a queue, or line, hold what they should.
local function isSoundQueue(name)
  local queue = queueOf(name)
  return isSound('due:' .. name, 'zset')
    and (name == queue or isSound('due:' .. queue, 'zset') and isSound('lines:' .. queue, 'zset'))
end

-- To be called before the handles of a queue, or line, change: reads where heads stand.
local function touch(name)
  if keyOf[name] then return end
  keyOf[name] = key['due:' .. name]
  redis.call('ZCARD', keyOf[name])
  touched[#touched + 1] = name
  local line = keyLimitOf(name)
  if line then
    anyLines = true
    loadLines()
    redis.call('ZCARD', key['lines:' .. queueOf(name)])
    touch(queueOf(name))
    limits.touch(line)
  else
    before[name] = tonumber(redis.call('ZSCORE', key.heads, name) or nil) or math.huge
    if anyLimits then limits.touch(executorOf(name)) end
  end
end

local function place(handle, queue, ms)
  touch(queue)
  add('ZADD', keyOf[queue], ms, handle)
end

local function displace(handle, queue)
  touch(queue)
  remove('ZREM', keyOf[queue], handle)
end

-- Whether a claim counts for limits.
local function isCounted(claim)
  if not claim.limited and not string.find(claim.queue, '#', 1, true) then return false end
  loadLines()
  return true
end

-- When something of a queue may be claimed, but for the limit of its executor.
local function pendingAt(queue)
  local first = tonumber(redis.call('ZRANGE', keyOf[queue], 0, 0, 'WITHSCORES')[2] or nil) or math.huge
  return anyLines and math.min(first, tonumber(redis.call('ZSCORE', key.lines, queue) or nil) or math.huge) or first
end

local function settleHead(queue, at)
  if at == math.huge or at == NEVER then
    redis.call('ZREM', key.heads, queue)
    return
  end
  redis.call('ZADD', key.heads, text(at), queue)
  if at < before[queue] then signal('head|' .. queue .. '|' .. text(at)) end
end

-- Whatever lowers a head signals.
afterwards[#afterwards + 1] = function()
  if limits.settle then limits.settle() end
  for _, name in ipairs(touched) do
    if before[name] and not limitIsTouched[executorOf(name)] then settleHead(name, pendingAt(name)) end
  end
end

-- What only steps need that have to do with limits.
loadLines = function()
  if limits.touch then return end
  loadLimits()

  function limits.need(limit)
    local declared = true
    if anyLimits then
      for _, member in ipairs(limits.called(limit).members) do
        declared = needQueue(member) and declared
      end
    end
    return declared
  end

  -- To be called before a limit changes. Members whose keys hold something else are no longer seen.
  function limits.touch(limit)
    if limitIsTouched[limit] then return end
    redis.call('ZCARD', key.rates)
    limitIsTouched[limit] = true
    touchedLimits[#touchedLimits + 1] = limit
    for _, member in ipairs(limits.called(limit).members) do
      if isSoundQueue(member) then touch(member) end
    end
  end

  function limits.isTouched(limit)
    return limitIsTouched[limit]
  end

  -- ---- limits of claims

  function limits.ofClaim(claim)
    local names = {keyLimitOf(claim.queue)}
    if claim.limited then names[#names + 1] = executorOf(claim.queue) end
    return names
  end

  -- Whether the keys are declared that it takes to end a claim.
  function limits.needOf(claim)
    local declared = true
    for _, limit in ipairs(limits.ofClaim(claim)) do
      declared = limits.need(limit) and declared
    end
    return declared
  end

  -- A claim has ended: others may start. One that was not begun was no start.
  function limits.uncount(claim, begun)
    for _, name in ipairs(limits.ofClaim(claim)) do
      limits.touch(name)
      local limit = limits.called(name)
      limit.held = math.max(0, limit.held - 1)
      if not begun then limits.uncountStart(limit, math.max(math.ceil(claim.claimed / 1000), tonumber(claim.notBefore))) end
    end
  end

  -- ---- from when something may be claimed

  -- Members of a limit in this step: those that it had, and those touched.
  local function membersOf(limit, nameOfLimit)
    local members, seen = {}, {}
    for _, names in ipairs({limits.called(limit).members, touched}) do
      for _, name in ipairs(names) do
        if not seen[name] and keyOf[name] and nameOfLimit(name) == limit then
          seen[name] = true
          members[#members + 1] = name
        end
      end
    end
    return members
  end

  local function settleKey(limit)
    local firsts, members = {}, membersOf(limit, keyLimitOf)
    for _, line in ipairs(members) do
      local first = redis.call('ZRANGE', keyOf[line], 0, 0, 'WITHSCORES')
      if first[2] then
        local job = readJob(redis.call('HGET', key.jobs, jobOf(first[1])))
        firsts[#firsts + 1] = {name = line, ms = tonumber(first[2]), by = job and job.limit or UNLIMITED}
      end
    end
    limits.opening(limits.called(limit), firsts)
    for _, line in ipairs(members) do
      redis.call('ZREM', key['lines:' .. queueOf(line)], line)
    end
    for _, first in ipairs(firsts) do
      redis.call('ZADD', key['lines:' .. queueOf(first.name)], text(first.opens), first.name)
    end
    for _, line in ipairs(members) do
      local queue = queueOf(line)
      local first = redis.call('ZRANGE', key['lines:' .. queue], 0, 0, 'WITHSCORES')[2]
      if first and tonumber(first) < NEVER then
        redis.call('ZADD', key.lines, first, queue)
      else
        redis.call('ZREM', key.lines, queue)
      end
    end
  end

  local function ownLimitOf(name)
    return not keyLimitOf(name) and executorOf(name) or nil
  end

  local function settleExecutor(limit)
    local record, firsts = limits.called(limit), {}
    for _, queue in ipairs(membersOf(limit, ownLimitOf)) do
      local at = pendingAt(queue)
      if at == math.huge then
        settleHead(queue, at)
      else
        firsts[#firsts + 1] = {name = queue, ms = at, by = record}
      end
    end
    limits.opening(record, firsts)
    if not limits.isLimited(record) then record.members, record.turn = {}, nil end
    for _, first in ipairs(firsts) do
      settleHead(first.name, first.opens)
    end
  end

  function limits.settle()
    for _, limit in ipairs(touchedLimits) do
      if keyLimitOf(limit) then settleKey(limit) end
    end
    for _, limit in ipairs(touchedLimits) do
      if not keyLimitOf(limit) then settleExecutor(limit) end
      limits.store(limit)
    end
  end
end

if anyLimits or anyLines then loadLines() end
