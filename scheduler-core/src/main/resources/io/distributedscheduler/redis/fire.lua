-- fire.lua: stores a fire for the jobs of its keyword.
--
-- KEYS       keyword:<kw>, waiting:<kw>, fires:<kw>, event:<kw>:<id>
-- ARGV[1-3]  the call
-- ARGV[4]    keyword
-- ARGV[5]    id of the event
-- ARGV[6]    data
-- ARGV[7]    how many fires may wait for one job
-- ARGV[8]    how long the id of the event is remembered, ms
--
-- Answers reached, how many jobs, and the time; or full.
-- uses: now, keys, numbers, write, request, keyword, signal
local keyword, data, most, memory = ARGV[4], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local jobs, fires, event = key['keyword:' .. keyword], key['fires:' .. keyword], key['event:' .. keyword .. ':' .. ARGV[5]]

local answer = settled()
if answer then return answer end

local function fire()
  local time, before = string.match(redis.call('GET', event) or '', '^(%d+)|(.*)$')
  if time and millis(now) - time < memory then return before end

  local last = lastFire(keyword)
  local lowest = redis.call('ZRANGEBYSCORE', jobs, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  if lowest and last - lowest >= most then return 'full' end

  local reached = redis.call('ZCARD', jobs)
  local result = 'reached|' .. text(reached) .. '|' .. text(now)
  also('SET', event, text(millis(now)) .. '|' .. result, 'PX', text(memory))
  if reached > 0 then
    lasts[keyword] = last + 1
    add('HSET', fires, 'last', text(last + 1))
    add('HSET', fires, text(last + 1), text(millis(now)) .. '|' .. data)
    signalThen('fired|' .. keyword)
  end
  return result
end

answer = answered(fire())
write(true)
return answer
