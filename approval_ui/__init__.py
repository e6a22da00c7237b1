"""The two web applications, each a process of its own: `staff` for the agency's people, `public` for everybody."""
