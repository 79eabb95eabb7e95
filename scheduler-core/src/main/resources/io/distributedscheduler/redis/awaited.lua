-- awaited.lua: who waits for a run of a job to end.
--
--   awaited  jid -> <node>=<until, ms>|<node>=<until, ms>|...
-- uses: now, keys, numbers, write, signal
-- keys: awaited
local anyAwaited = redis.call('HLEN', key.awaited) > 0

-- A run of the job has ended: ends the registrations for it, and tells those who wait. Answers whether somebody does.
local told = {}
local function tellWhoAwaits(jid)
  local waiters = anyAwaited and not told[jid] and redis.call('HGET', key.awaited, jid)
  if not waiters then return false end
  told[jid] = true
  remove('HDEL', key.awaited, jid)
  for ends in string.gmatch(waiters, '=(%d+)') do
    if tonumber(ends) > millis(now) then
      signalThen('ended|' .. jid)
      return true
    end
  end
  return false
end
