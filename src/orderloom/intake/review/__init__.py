"""Review of orders: rules that hold an order until somebody has looked at it, or until the cause is gone."""
