-- job.lua: a job's record: a header of the facts that scripts need, a newline, the body that no script reads.
--
--   jobs  jid -> <queue, or line>|<revision [1]>|<keyword>|<r if it repeats>|<at once>|<starts>/<window, ms>\n<body>
--              of which the last two are what the line's key limits it to; bars at the end of the header are left out
--              or !<node>, of a removed job whose claim still lives there
local headers = {}

local function readHeader(header)
  if string.find(header, '^[%w._~@-]+$') then return {queue = header, revision = 1, plain = true} end
  local queue, revision, keyword, flag, atOnce, starts, window =
    string.match(header, '^([%w._~@#%%-]+)|?(%d*)|?([%w._-]*)|?(r?)|?(%d*)|?(%d*)/?(%d*)$')
  if not queue or math.max(#revision, #window) > 15 or math.max(#atOnce, #starts) > 7 then return nil end
  return {
    queue = queue,
    revision = tonumber(revision) or 1,
    keyword = keyword ~= '' and keyword or nil,
    repeats = flag == 'r',
    limit = {atOnce = tonumber(atOnce) or 0, starts = tonumber(starts) or 0, window = tonumber(window) or 0},
  }
end

-- The facts of a job; nil if there is none, or its record cannot be read.
local function readJob(record)
  if not record then return nil end
  local stop = string.find(record, '\n', 1, true)
  if not stop then
    local node = string.match(record, '^!(.+)$')
    return node and {ending = node} or nil
  end
  -- Most jobs of a call have the same header.
  local header = string.sub(record, 1, stop - 1)
  local job = headers[header]
  if not job then
    job = readHeader(header)
    headers[header] = job
  end
  return job
end
