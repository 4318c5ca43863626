"""Service orders: somebody needs, somebody is sent, somebody was there, somebody confirms, something follows."""
