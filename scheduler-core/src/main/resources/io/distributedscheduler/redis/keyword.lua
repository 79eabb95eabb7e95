-- keyword.lua: how far the jobs of a keyword have come in its fires.
--
--   keyword:<kw>  jid -> number of the last fire that it has consumed
--   waiting:<kw>  the same, of those jobs that have nothing pending
--   fires:<kw>    last -> number of the last fire; <number> -> <ms>|<data>, while a job has not consumed a later one;
--                 nothing once fires reach no job: then they are numbered anew
--   fired         keywords that have jobs to promote
-- uses: now, keys, numbers, write
-- keys: fired
local MOST_FORGOTTEN = 2000

local lasts, keywords, passedOver = {}, {}, {}

-- Whether the keys of the keyword hold what they should.
local function isSoundKeyword(keyword)
  return isSound('keyword:' .. keyword, 'zset') and isSound('waiting:' .. keyword, 'zset')
    and isSound('fires:' .. keyword, 'hash')
end

-- Whether the keys of the keyword are declared.
local function needKeyword(keyword)
  local jobs, waiting, fires = need('keyword:' .. keyword), need('waiting:' .. keyword), need('fires:' .. keyword)
  return jobs and waiting and fires
end

-- The number of the last fire; to be called before anything of the keyword changes.
local function lastFire(keyword)
  if not lasts[keyword] then
    redis.call('ZCARD', key['keyword:' .. keyword])
    redis.call('ZCARD', key['waiting:' .. keyword])
    redis.call('ZCARD', key.fired)
    local last = whole(redis.call('HGET', key['fires:' .. keyword], 'last'))
    -- Where nobody knows it any more, it is not before what any job has consumed.
    lasts[keyword] = tonumber(last or whole(redis.call('ZREVRANGE', key['keyword:' .. keyword], 0, 0, 'WITHSCORES')[2]) or 0)
    keywords[#keywords + 1] = keyword
  end
  return lasts[keyword]
end

-- The number of the last fire that the job has consumed; the last one if fires do not reach it, or nobody can tell.
local function consumedBy(keyword, jid)
  local last = lastFire(keyword)
  local consumed = passedOver[jid] or tonumber(whole(redis.call('ZSCORE', key['keyword:' .. keyword], jid))) or last
  -- No fires stand before these.
  return math.max(math.min(consumed, last), last - redis.call('HLEN', key['fires:' .. keyword]))
end

-- Lets fires from now on reach the job, if they do not do so already.
local function join(keyword, jid)
  local last = lastFire(keyword)
  if not redis.call('ZSCORE', key['keyword:' .. keyword], jid) then
    add('ZADD', key['keyword:' .. keyword], text(last), jid)
  end
end

-- Ends the waiting of a job that fires still reach.
local function waitNoLonger(keyword, jid)
  lastFire(keyword)
  remove('ZREM', key['waiting:' .. keyword], jid)
end

-- Lets fires no longer reach the job; answers how many it had not consumed.
local function leave(keyword, jid)
  local consumed = consumedBy(keyword, jid)
  remove('ZREM', key['keyword:' .. keyword], jid)
  remove('ZREM', key['waiting:' .. keyword], jid)
  return lastFire(keyword) - consumed
end

-- Consumes all but so many of the fires that the job has not consumed; answers how many.
local function passOver(keyword, jid, most)
  local consumed = consumedBy(keyword, jid)
  local to = math.max(consumed, lastFire(keyword) - most)
  if to > consumed then
    add('ZADD', key['keyword:' .. keyword], text(to), jid)
    passedOver[jid] = to
  end
  return to - consumed
end

-- Consumes the oldest fire that the job has not consumed, and answers its number and time; if there is none, the job
-- waits.
local function consumeOrWait(keyword, jid)
  local last = lastFire(keyword)
  local consumed = consumedBy(keyword, jid)
  while consumed < last do
    consumed = consumed + 1
    local fire = redis.call('HGET', key['fires:' .. keyword], text(consumed))
    if fire then
      remove('ZREM', key['waiting:' .. keyword], jid)
      add('ZADD', key['keyword:' .. keyword], text(consumed), jid)
      return text(consumed), whole(string.match(fire, '^[^|]*')) or text(millis(now))
    end
  end
  add('ZADD', key['waiting:' .. keyword], text(last), jid)
end

-- Forgets the fires before this number.
local function forgetConsumed(keyword, lowest)
  local fires = key['fires:' .. keyword]
  local oldest = lasts[keyword] - redis.call('HLEN', fires) + 2
  local forgotten = {}
  for number = oldest, math.min(lowest - 1, oldest + MOST_FORGOTTEN) do
    forgotten[#forgotten + 1] = text(number)
  end
  if #forgotten > 0 then redis.call('HDEL', fires, unpack(forgotten)) end
end

-- Forgets the fires that all have consumed, and notes whether there are jobs to promote. A keyword whose last job has
-- gone leaves nothing.
afterwards[#afterwards + 1] = function()
  for _, keyword in ipairs(keywords) do
    local lowest = redis.call('ZRANGE', key['keyword:' .. keyword], 0, 0, 'WITHSCORES')[2]
    if lowest then
      forgetConsumed(keyword, whole(lowest) or 0)
    else
      redis.call('DEL', key['fires:' .. keyword])
    end

    local waiting = lowest and redis.call('ZRANGE', key['waiting:' .. keyword], 0, 0, 'WITHSCORES')[2]
    if waiting and tonumber(waiting) < lasts[keyword] then
      redis.call('ZADD', key.fired, 0, keyword)
    else
      redis.call('ZREM', key.fired, keyword)
    end
  end
end
