-- post_events.lua: one login after the other, over 1,000 customers.
local number = 0

function request()
    number = number + 1
    return wrk.format("POST", "/api/customers/" .. (number % 1000 + 1) .. "/events",
        {["Content-Type"] = "application/json"}, '{"type":"login"}')
end
