-- numbers.lua: numbers as text. Lua's own conversion keeps 14 digits.
local function text(number)
  return string.format('%.0f', number)
end

local function millis(micros)
  return math.floor(micros / 1000)
end
