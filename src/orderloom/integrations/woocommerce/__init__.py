"""WooCommerce: orders as the REST API returns them."""
