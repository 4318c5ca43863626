"""Service orders: somebody needs, somebody is sent, somebody was really there, somebody confirms, somebody pays or earns."""
