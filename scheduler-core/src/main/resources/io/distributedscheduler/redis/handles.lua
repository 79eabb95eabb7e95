-- handles.lua: a handle names one occurrence: the job's id for its next one, with a zero byte and a number for others.
local function jobOf(handle)
  local zero = string.find(handle, '\0', 1, true)
  return zero and string.sub(handle, 1, zero - 1) or handle
end
