"""Orders, stores and imports over the API, one router each."""
