-- handles.lua: a handle names one occurrence: the job's id for its next one, with a zero byte and a number for others.
local function jobOf(handle)
  local zero = string.find(handle, '\0', 1, true)
  return zero and string.sub(handle, 1, zero - 1) or handle
end

-- Whether one of ours can be called so. What something else wrote is passed over, since nobody could name it to end it.
local function isHandle(handle)
  if #handle <= 256 and string.find(handle, '^[%w._-]+$') then return true end
  local jid, number = string.match(handle, '^([^%z]*)(.*)$')
  local rest = string.match(jid, '^{[^{}]+}(.*)$') or jid
  return #jid <= 256 and string.find(jid, '%S') and not string.find(jid, '%c') and not string.find(rest, '[{}]')
    and (number == '' or #number <= 17 and string.find(number, '^%z[1-9]%d*$'))
end

-- The values of many fields, false where there is none; of no fields none.
local function fieldsOf(hash, names)
  return #names > 0 and redis.call('HMGET', hash, unpack(names)) or {}
end
