-- signal.lua: hints to the other nodes. One that cannot be sent never breaks the step that it is about.
-- uses: keys, write
local channel = string.sub(KEYS[1], 1, string.find(KEYS[1], '{', 1, true) - 1) .. 'signals'

local function signal(hint)
  redis.pcall('PUBLISH', channel, hint)
end

-- Sends it when all is written.
local function signalThen(hint)
  afterwards[#afterwards + 1] = function() signal(hint) end
end
