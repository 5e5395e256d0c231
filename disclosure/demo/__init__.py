"""Demonstration data: invented works that say so, made through the portal's own actions."""
