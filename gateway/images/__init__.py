"""Images that shoppers send: taken apart and put together anew, in a process of its own each."""
