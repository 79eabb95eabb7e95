-- request.lua: a call takes effect once, however often it arrives, and not at all when it is late. One that took effect
-- is answered as it was while it is remembered, also when it arrives again late.
--
--   requests  <id>\n<valid until, micros>\n<answer>, by when it was issued, ms
--
-- ARGV[1]  id of the call
-- ARGV[2]  when it was issued, ms
-- ARGV[3]  until when it is valid, micros
-- uses: now, keys, numbers, write
-- keys: requests
local LOOKED_AT_A_CALL = 5

-- How long after the end of its time a call is remembered, micros.
local REMEMBERED_LONGER = 10000000

-- How long after it is forgotten a call is dropped, micros: the clock may step back.
local DROPPED_LATER = 10000000

local asked = ARGV[1] .. '\n'

-- What to answer without doing anything: that the call is late, or what it was answered before. Nil to go on.
local function settled()
  for _, request in ipairs(redis.call('ZRANGEBYSCORE', key.requests, ARGV[2], ARGV[2])) do
    if string.sub(request, 1, #asked) == asked then
      local validUntil, answer = string.match(request, '^\n(%d+)\n(.*)$', #asked)
      if now - REMEMBERED_LONGER <= tonumber(validUntil) then
        return {'ok', answer}
      end
    end
  end
  if now > tonumber(ARGV[3]) then
    return {'late', text(now)}
  end
end

-- Drops some calls whose time is long over; answers how many.
local function forgetLate(from)
  local late = 0
  for _, request in ipairs(redis.call('ZRANGE', key.requests, text(from), text(from + LOOKED_AT_A_CALL - 1))) do
    if now - REMEMBERED_LONGER - DROPPED_LATER > tonumber(string.match(request, '^[^\n]*\n(%d+)\n') or 0) then
      remove('ZREM', key.requests, request)
      late = late + 1
    end
  end
  return late
end

-- What to answer, remembered in the same step; to be called before write().
local function answered(answer)
  add('ZADD', key.requests, ARGV[2], asked .. ARGV[3] .. '\n' .. answer)
  if forgetLate(0) == 0 and now % 16 == 0 then
    -- Calls that are valid for long may stand before those that are not.
    forgetLate(now % math.max(1, redis.call('ZCARD', key.requests)))
  end
  return {'ok', answer}
end
