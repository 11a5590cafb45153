-- wrk: POST the next line of $BODIES with every request; $LIST=1 puts it into brackets.
local lines, next_line = {}, 0
local head, tail = "", ""
if os.getenv("LIST") == "1" then head, tail = "[", "]" end

function init()
  for line in io.lines(os.getenv("BODIES")) do lines[#lines + 1] = line end
end

function request()
  next_line = next_line % #lines + 1
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
    head .. lines[next_line] .. tail)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"done": %d, "seconds": %f, "p50": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
