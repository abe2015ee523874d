"""Pages of methods: guards, one service call, render."""
