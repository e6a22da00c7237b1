"""What both web applications share: page frame, security of requests and answers, static files, ways to show things."""
