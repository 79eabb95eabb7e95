-- keys.lua: the keys of the call by the last part of their name: key.jobs, key['due:mail'].
--
-- Names end at the first '}:', because neither prefix nor namespace nor tag may hold a brace. A key that was not
-- declared is nil: what depends on data is asked for with need(), and the caller comes again with it.
local key = {}
local nameAt = string.find(KEYS[1], '}:', 1, true) + 2
for i = 1, #KEYS do
  key[string.sub(KEYS[i], nameAt)] = KEYS[i]
end

local needed = {}

-- Answers whether the key is declared, and remembers that it must be.
local function need(name)
  if key[name] then return true end
  needed[#needed + 1] = name
  return false
end

-- What a key holds that is kept for a few jobs only; nil for nothing, and when something else wrote there what is no
-- such value, so that all other jobs go on.
local function peek(command, ...)
  local found = redis.pcall(command, ...)
  if type(found) == 'table' and found.err then return nil end
  return found or nil
end

-- Whether a key holds a value of that type, or nothing yet.
local function isSound(name, kind)
  local found = redis.call('TYPE', key[name]).ok
  return found == kind or found == 'none'
end

-- What a script answers when need() said no.
local function needs()
  return {'needs', unpack(needed)}
end
