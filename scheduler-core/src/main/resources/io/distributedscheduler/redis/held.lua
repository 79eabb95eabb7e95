-- held.lua: jobs that are STOPPED or FAILED.
--
--   stopped, failed  jobs by since when, ms
--   notes            jid -> who, a newline, why
-- uses: now, keys, numbers, write
-- keys: stopped, failed, notes
local function hold(set, jid, by, reason)
  add('ZADD', set, text(millis(now)), jid)
  add('HSET', key.notes, jid, by .. '\n' .. reason)
end

local function unhold(jid)
  remove('ZREM', key.stopped, jid)
  remove('ZREM', key.failed, jid)
  remove('HDEL', key.notes, jid)
end

local function isHeld(jid)
  return redis.call('ZSCORE', key.stopped, jid) or redis.call('ZSCORE', key.failed, jid)
end

local function reasonOf(jid)
  return string.match(redis.call('HGET', key.notes, jid) or '', '\n(.*)$') or ''
end
