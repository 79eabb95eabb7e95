-- opened.lua: what open holds of a pending handle that is not simply the next occurrence: a retry, or a fire.
--
--   <planned due ms>|<attempt [1]>|<run, 0 before its first claim [0]>|<losses [0]>|<keyword>|<fire number>|<handed back [0]>
-- uses: numbers
local function readOpen(record)
  if not record then return nil end
  local due, attempt, run, losses, keyword, fire, handedBack =
    string.match(record, '^(%-?%d+)|?(%d*)|?(%d*)|?(%d*)|?([^|]*)|?(%d*)|?(%d*)$')
  if not whole(due) or math.max(#run, #fire) > 16 or math.max(#attempt, #losses, #handedBack) > 9 then return nil end
  return {
    due = due, attempt = tonumber(attempt) or 1, run = run ~= '' and run or '0', losses = tonumber(losses) or 0,
    keyword = keyword ~= '' and keyword or nil, fire = fire ~= '' and fire or nil,
    handedBack = tonumber(handedBack) or 0,
  }
end

local function writeOpen(due, attempt, run, losses, keyword, fire, handedBack)
  local record = table.concat({
    due, attempt == 1 and '' or attempt, run == '0' and '' or run, losses == 0 and '' or losses,
    keyword or '', fire or '', handedBack == 0 and '' or handedBack,
  }, '|')
  return (string.gsub(record, '|+$', ''))
end
