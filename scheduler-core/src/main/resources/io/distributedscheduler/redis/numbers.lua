-- numbers.lua: numbers as text. Lua's own conversion keeps 14 digits.
local function text(number)
  return string.format('%.0f', number)
end

-- The text if it is a whole number that a double holds; nil for whatever else stands where one should.
local function whole(number)
  return number and #number <= 17 and string.match(number, '^%-?%d+$')
end

local function millis(micros)
  return math.floor(micros / 1000)
end
