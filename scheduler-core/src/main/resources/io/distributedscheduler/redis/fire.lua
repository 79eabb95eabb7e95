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
-- uses: now, keys, numbers, write, request, keyword, signal, job, handles
-- keys: jobs
local keyword, data, most, memory = ARGV[4], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local jobs, fires, event = key['keyword:' .. keyword], key['fires:' .. keyword], key['event:' .. keyword .. ':' .. ARGV[5]]

local answer = settled()
if answer then return answer end

-- Whether a job has consumed so few fires that no more may come. An id that has no job of this keyword (its record was
-- taken away, or could not be read when it was removed) consumes none: it must not hold up the others.
local MOST_LEFT = 100
local function isFull(last, left)
  local laggards = redis.call('ZRANGEBYSCORE', jobs, 0, text(last - most), 'LIMIT', 0, MOST_LEFT)
  for i, record in ipairs(fieldsOf(key.jobs, laggards)) do
    local job = readJob(record)
    if job and job.keyword == keyword then return true end
    leave(keyword, laggards[i])
    left[#left + 1] = laggards[i]
  end
  return #laggards == MOST_LEFT
end

local function fire()
  local time, before = string.match(redis.call('GET', event) or '', '^(%d+)|(.*)$')
  if time and millis(now) - time < memory then return before end

  local last = lastFire(keyword)
  local left = {}
  if isFull(last, left) then return 'full' end

  local reached = redis.call('ZCARD', jobs) - #left
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
