-- heads.lua: from when something of each queue may be claimed, one look for many queues.
--
--   heads  queues by their earliest due instant, or a later one where limits say so, ms
-- uses: keys, numbers
-- keys: heads
local function headsOf(queues)
  return #queues > 0 and redis.call('ZMSCORE', key.heads, unpack(queues)) or {}
end

-- The earliest of them; nothing if there is none.
local function earliest(queues)
  local head = math.huge
  for _, score in ipairs(headsOf(queues)) do
    head = math.min(head, tonumber(score or nil) or math.huge)
  end
  return head < math.huge and text(head) or ''
end
