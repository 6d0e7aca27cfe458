"""What somebody received and sent: gifts, the trials that follow, and every dated line of them."""
