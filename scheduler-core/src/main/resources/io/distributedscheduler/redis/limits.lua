-- limits.lua: how many runs of an executor, or of the jobs of a key, there may be.
--
--   limits  <eid>, or #<key> -> <claims that live>|<at once>|<starts>/<window, ms>|<how long starts are remembered, ms>
--             |<ms>*<count> of starts, with commas|<whose turn it is>@<since, ms>|<members, with commas>
--             in which nothing stands for 0 or none, without bars at the end; what an executor may do stands in its record,
--             what jobs of a key may do in theirs. Members are the queues, or lines, in which something is pending
--   rates   limits that remember starts, by until when, ms
--
-- The arithmetic is that of LimitRecord.java.
-- uses: now, keys, numbers, bytes, write
-- keys: limits, rates
local NEVER = 9e15
local UNLIMITED = {atOnce = 0, starts = 0, window = 0}
local anyLimits = redis.call('HLEN', key.limits) > 0

-- The queue that nodes ask for, of a line or itself; its executor; and the limit of a line's key.
local function queueOf(name)
  return string.match(name, '^[^#]*')
end

local function executorOf(name)
  return string.match(name, '^[^~@#]*')
end

local function keyLimitOf(name)
  return string.match(name, '#.*$')
end

local limits = {}

-- Makes the above, for those steps only that have to do with limits: each function of a script costs every call of it.
local function loadLimits()
  if limits.called then return end
  local TURN, TURN_AGAIN, MOST_ENTRIES = 1000, 60000, 100
  local limitsOf = {}

  local function readLimit(record)
    local limit = {
      was = record or '', held = 0, atOnce = 0, starts = 0, window = 0, longest = 0, log = {}, members = {},
    }
    local held, atOnce, starts, window, longest, log, turn, members = string.match(record or '',
      '^(%d*)|?(%d*)|?(%d*)/?(%d*)|?(%d*)|?([%d*,-]*)|?([^|]*)|?([%w._~@#%%,-]*)$')
    if not held or math.max(#held, #atOnce, #starts) > 9 or math.max(#window, #longest) > 13 then return limit end
    limit.held, limit.atOnce, limit.starts = tonumber(held) or 0, tonumber(atOnce) or 0, tonumber(starts) or 0
    limit.window, limit.longest = tonumber(window) or 0, tonumber(longest) or 0
    for ms, count in string.gmatch(log, '(%-?%d+)%*(%d+)') do
      limit.log[#limit.log + 1] = {ms = tonumber(ms), count = tonumber(count)}
    end
    local whose, since = string.match(turn, '^(.+)@(%-?%d+)$')
    if whose then limit.turn, limit.since = whose, tonumber(since) end
    for member in string.gmatch(members, '[^,]+') do
      limit.members[#limit.members + 1] = member
    end
    return limit
  end

  local function writeLimit(limit)
    local log = {}
    for i, entry in ipairs(limit.log) do
      log[i] = text(entry.ms) .. '*' .. text(entry.count)
    end
    local function unlessZero(number)
      return number == 0 and '' or text(number)
    end
    local record = table.concat({
      unlessZero(limit.held), unlessZero(limit.atOnce),
      limit.starts == 0 and '' or text(limit.starts) .. '/' .. text(limit.window),
      unlessZero(limit.longest), table.concat(log, ','),
      limit.turn and limit.turn .. '@' .. text(limit.since) or '', table.concat(limit.members, ','),
    }, '|')
    return (string.gsub(record, '|+$', ''))
  end

  function limits.called(name)
    local limit = limitsOf[name]
    if not limit then
      limit = readLimit(anyLimits and redis.call('HGET', key.limits, name))
      limitsOf[name] = limit
    end
    return limit
  end

  function limits.isLimited(limit)
    return limit.atOnce > 0 or limit.starts > 0
  end

  local function countsStill(entry, by, at)
    return entry.ms + by.window > at
  end

  local function countIn(limit, by, at)
    local count = 0
    for _, entry in ipairs(limit.log) do
      if countsStill(entry, by, at) then count = count + entry.count end
    end
    return count
  end

  -- How many may start at that time, ms.
  function limits.free(limit, by, at)
    local most = math.huge
    if by.atOnce > 0 then most = math.max(0, by.atOnce - limit.held) end
    if by.starts > 0 then most = math.min(most, math.max(0, by.starts - countIn(limit, by, at))) end
    return most
  end

  -- From when one may start.
  function limits.opensAt(limit, by)
    if by.atOnce > 0 and limit.held >= by.atOnce then return NEVER end
    local time = millis(now)
    local over, opens = by.starts == 0 and 0 or countIn(limit, by, time) - by.starts + 1, time
    for _, entry in ipairs(limit.log) do
      if over > 0 and countsStill(entry, by, time) then
        over, opens = over - entry.count, entry.ms + by.window
      end
    end
    return opens
  end

  local function logStart(limit, by, at)
    limit.longest = math.max(limit.longest, by.window)
    local log = {}
    for _, entry in ipairs(limit.log) do
      if entry.ms + limit.longest > millis(now) then log[#log + 1] = entry end
    end
    local slice = by.starts <= MOST_ENTRIES and 1 or math.ceil(by.window / MOST_ENTRIES)
    local last = log[#log]
    local ms = last and math.max(at, last.ms) or at
    if last and math.floor(last.ms / slice) == math.floor(ms / slice) then
      log[#log] = {ms = ms, count = last.count + 1}
    else
      log[#log + 1] = {ms = ms, count = 1}
    end
    if #log > MOST_ENTRIES + 1 then
      local oldest = table.remove(log, 1)
      log[1] = {ms = log[1].ms, count = log[1].count + oldest.count}
    end
    limit.log = log
  end

  -- One of a member has been claimed, to start then.
  function limits.countClaim(limit, member, by, at)
    if limit.turn == member then limit.turn = nil end
    limit.held = limit.held + 1
    if by.starts > 0 then logStart(limit, by, at) end
  end

  -- One that was to start then did not.
  function limits.uncountStart(limit, at)
    for i, entry in ipairs(limit.log) do
      if entry.ms >= at then
        limit.log[i] = {ms = entry.ms, count = entry.count - 1}
        if entry.count == 1 then table.remove(limit.log, i) end
        break
      end
    end
    if #limit.log == 0 then limit.longest = 0 end
  end

  -- From when something of each member may start: firsts holds {name, ms, by} of each in which something is pending.
  function limits.opening(limit, firsts)
    table.sort(firsts, function(one, other) return isBefore(one.name, other.name) end)
    limit.members = {}
    local next
    for i, first in ipairs(firsts) do
      limit.members[i] = first.name
      local at = limits.opensAt(limit, first.by)
      first.opens = at <= millis(now) and first.ms or at == NEVER and NEVER or math.max(at, first.ms)
      if not next or first.ms < next.ms then next = first end
    end
    if #firsts < 2 then
      limit.turn = nil
      return
    end
    local time = millis(now)
    local asked = limit.turn == next.name and time < limit.since + TURN_AGAIN
    if next.opens == NEVER then
      local passes = asked and time >= limit.since + TURN
      for _, first in ipairs(firsts) do
        if not passes then first.opens = NEVER end
      end
      return
    end
    if not asked then
      limit.turn, limit.since = next.name, math.max(next.opens, time)
    end
    for _, first in ipairs(firsts) do
      if first ~= next and first.opens ~= NEVER and limits.free(limit, first.by, time) <= 1 then
        first.opens = math.max(first.opens, limit.since + TURN)
      end
    end
  end

  -- Reads several at once.
  function limits.read(names)
    if not anyLimits or #names == 0 then return end
    for i, record in ipairs(redis.call('HMGET', key.limits, unpack(names))) do
      limitsOf[names[i]] = limitsOf[names[i]] or readLimit(record)
    end
  end

  function limits.store(name)
    local limit = limitsOf[name]
    local record = writeLimit(limit)
    if record == limit.was then return end
    if record == '' then
      redis.call('HDEL', key.limits, name)
    else
      redis.call('HSET', key.limits, name, record)
    end
    local last = limit.log[#limit.log]
    if last then
      redis.call('ZADD', key.rates, text(last.ms + limit.longest), name)
    else
      redis.call('ZREM', key.rates, name)
    end
  end
end
