-- handles.lua: a handle names one occurrence: the job's id for its next one, with a zero byte and a number for others.
local function jobOf(handle)
  local zero = string.find(handle, '\0', 1, true)
  return zero and string.sub(handle, 1, zero - 1) or handle
end

-- The values of many fields, false where there is none; of no fields none.
local function fieldsOf(hash, names)
  return #names > 0 and redis.call('HMGET', hash, unpack(names)) or {}
end
