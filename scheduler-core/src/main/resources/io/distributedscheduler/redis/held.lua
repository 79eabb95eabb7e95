-- held.lua: jobs that are STOPPED or FAILED.
--
--   stopped, failed  jobs by since when, ms
--   notes            jid -> who, a newline, why
-- uses: now, keys, numbers, write
-- keys: stopped, failed, notes
-- Jobs that this step holds, or holds no longer.
local heldSince = {}

local function hold(set, jid, by, reason)
  heldSince[jid] = {reason = reason}
  add('ZADD', set, text(millis(now)), jid)
  add('HSET', key.notes, jid, by .. '\n' .. reason)
end

local function unhold(jid)
  heldSince[jid] = {}
  remove('ZREM', key.stopped, jid)
  remove('ZREM', key.failed, jid)
  remove('HDEL', key.notes, jid)
end

local function isHeld(jid)
  if heldSince[jid] then return heldSince[jid].reason ~= nil end
  return redis.call('ZSCORE', key.stopped, jid) or redis.call('ZSCORE', key.failed, jid)
end

local function reasonOf(jid)
  if heldSince[jid] then return heldSince[jid].reason or '' end
  return string.match(redis.call('HGET', key.notes, jid) or '', '\n(.*)$') or ''
end
