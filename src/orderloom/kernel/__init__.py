"""Things every stage needs and none owns: money, time, ids, actors, tenancy, commands, events, states, paging."""
