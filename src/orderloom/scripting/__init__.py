"""Scripting: runs a workspace's own Python where it can do no harm.

In: a script's source and plain values. Out: a plain value, or a `ScriptFault` that says what to mend.
`sandbox` is the only door to the interpreter (`batch` for many calls); `sku` is the contract of the SKU
script, `rules` what its result must be.
"""
